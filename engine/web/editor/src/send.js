// A form's values posted in the background. A session that has ended answers with a redirect, which is not followed.

export function body(form, values) {
  return new URLSearchParams({ csrf: form.elements.csrf.value, ...values });
}

// What came: `json`, or `gone` where one must sign in again, or neither where the server was not reached.
export async function send(url, form, values, options = {}) {
  try {
    const answer = await fetch(url, { method: "POST", redirect: "manual", body: body(form, values), ...options });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { gone: true };
    return answer.ok ? { json: await answer.json() } : {};
  } catch {
    return {};
  }
}
