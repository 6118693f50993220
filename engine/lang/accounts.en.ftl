# Accounts of people: first set-up, invitations, leaving, auditors
accounts-setup = First set-up
accounts-setup-here = Nobody is entered yet. Open this address within a day and enter the general manager and the certification lead (it works once):
accounts-setup-where = Nobody is entered here yet. Open the address that the server printed on its console when it started (/setup/…), and enter the general manager and the certification lead. It opens for a day; a new start prints a new one.
accounts-setup-how = Please enter the general manager, who releases the documents, and the certification lead, who looks after documents and accounts. Each chooses their own password; there is no default one.
accounts-setup-do = Enter both and make their invitations
accounts-setup-manager = First: the general manager's password
accounts-setup-manager-how = The general manager goes on in person: a password, then an authenticator.
accounts-setup-go-on = Set the general manager's password
accounts-setup-lead = Second: pass this address on to the certification lead
accounts-setup-lead-how = With it they set their own password. It is shown only here and now, opens for seven days, and works once.
accounts-title = Accounts
accounts-name = Name
accounts-mail = Mail address
accounts-id-how = Small letters, digits, “-” and “_”; it cannot be changed later
accounts-invite = Make an invitation
accounts-end = End all sessions
accounts-leave = Leaves the company
accounts-leave-how = It takes effect at once: sessions, tokens, links of mails, posts and delegations end; signatures and records stay.
accounts-leave-do = { $name } leaves now
accounts-new = Add a person
accounts-add = Add and make an invitation
accounts-kind = Kind of account
accounts-kind-staff = Staff
accounts-kind-admin = Administrator
accounts-kind-auditor = Auditor (reads only)
accounts-until = Last day
accounts-until-how = Needed for an auditor; after that day the account ends by itself
accounts-until-day = Here until { $day }
accounts-auditor = Auditor until { $day }
accounts-gone = Left { $day }
accounts-here = Here
accounts-password = has a password
accounts-no-password = has no password
accounts-code = has an authenticator
accounts-sessions = signed in on { $count ->
    [one] one device
   *[other] { $count } devices
}
accounts-invited = Invitation of { $name }
accounts-invited-how = Hand it to them in person. It is shown only here and now and opens for seven days; once they set a password with it, the one before and its sessions end.
accounts-left-behind = Now somebody else must see to
accounts-left-task = A task that only they could do: { $task }
accounts-left-post = Nobody holds the post: { $post }
