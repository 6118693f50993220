# Mails about somebody's own account: links for password and authenticator, and word of what was changed
account-mail-by = The administrator { $name }
account-mail-by-console = The administrator of the server
account-mail-first = Please set your password
    .text =
        { $name },

        { $by } has opened an account for you in Guicheng. Your sign-in name is { $person }. Please open the link and set a password. It opens for { $days } days and works once.

        Nobody but you knows the password; no administrator sees it or will ask you for it. You need it to sign.
account-mail-password = A link to set a new password
    .text =
        { $name },

        { $by } has asked for a new password for you. Please open the link and set it. It opens for { $days } days and works once; the old password and all sessions end with it.

        If you did not want this, do not open the link, and tell the certification lead. The request is on the ledger.
account-mail-authenticator = A link to turn off your authenticator
    .text =
        { $name },

        { $by } has asked for your authenticator to be turned off. Please open the link and type your password. It opens for { $days } days and works once.

        If you did not want this, do not open the link, and tell the certification lead. The request is on the ledger.
account-mail-password-set = Your password was set
    .text =
        { $name },

        Your password in Guicheng was set or changed a moment ago. Sessions on other devices have ended.

        If this was not you, tell an administrator at once: they can end all sessions and send a new password link.
account-mail-code-on = Your authenticator is on
    .text =
        { $name },

        From now on signing in and signing take the 6 digits of your phone besides the password.

        If this was not you, tell an administrator at once.
account-mail-code-off = Your authenticator is off
    .text =
        { $name },

        From now on signing in and signing take the password alone.

        If this was not you, tell an administrator at once and change your password.
account-mail-signed-out = All your sessions were ended
    .text =
        { $name },

        An administrator has ended all your sessions and tokens in Guicheng. Please sign in again. The password is the same.
