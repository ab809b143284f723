/** What somebody may store to have it run in the browser of whoever looks at it, or to mislead their eyes. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  `' autofocus onfocus='alert(1)`,
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png)',
  '<link rel=stylesheet href=https://evil.example/x.css><base href=https://evil.example/>',
  '<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)} <%= alert(1) %>',
  '</textarea></title></style><script src=https://evil.example/x.js></script>',
  'abc\u202Egnp.exe\u2066 \u200Bx',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#x3C;img src=x&#x3E;',
  'Ż̵̛̓a̷̢l̸͇g̵o \u{1F469}\u200D\u{1F4BB}',
  'x'.repeat(150),
];

/** As many of them as fit, one after the other. */
export function hostileText(limit: number): string {
  let text = '';
  for (const one of HOSTILE_TEXTS.toSorted((left, right) => left.length - right.length)) {
    if (text.length + one.length < limit) text += one;
  }
  return text;
}
