import { escapeHtml, plainPage } from '../../core/html.ts';

/** The form that makes the first superuser; it works without scripts. */
export function renderFirstSuperuserPage(host: string): string {
  return plainPage(
    'Create the first superuser',
    `<h1>Create the first superuser</h1>
<p>Nobody has an account here yet. The answer holds a link to set your password with.</p>
<form method="post" action="/api/v1/users/config/init/">
<label for="email">Email address</label>
<input id="email" name="email" type="email" maxlength="254" autocomplete="email" required>
<label for="site_name">Name of this site</label>
<input id="site_name" name="site_name" maxlength="50" value="Halyard" required>
<label for="site_domain">Domain of this site, for links in mails</label>
<input id="site_domain" name="site_domain" maxlength="100" value="${escapeHtml(host)}" required>
<button type="submit">Create</button>
</form>`,
  );
}
