import { expect, test } from 'vitest';
import { isWellFormedXml } from './well-formed-xml.ts';

test.each([
  '<a/>',
  '<a><b/></a>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<!-- c -->\n<a x="1" y=\'2\'/>',
  ' <a>text &amp; &#10; &#x1F; <![CDATA[ < & ]]></a> ',
  '<!DOCTYPE note [<!ENTITY a "b">]><note/>',
  '<ns:a xmlns:ns="urn:x" a = "1"\n b="2"></ns:a >',
  '<größe>1</größe>',
])('well-formed: %j', (text) => {
  expect(isWellFormedXml(text)).toBe(true);
});

test.each([
  '',
  'text',
  '<a>',
  '</a>',
  '<a></b>',
  '<a><b></a></b>',
  '<a/><b/>',
  '<a/> text',
  '<a x=1/>',
  '<a x="1" x="2"/>',
  '<a>&</a>',
  '<a>1 < 2</a>',
  '<a></a/>',
  '<!-- a -- b --><a/>',
])('not well-formed: %j', (text) => {
  expect(isWellFormedXml(text)).toBe(false);
});

test('a long text of nested and unclosed tags → answered at once', () => {
  const began = performance.now();
  expect(isWellFormedXml('<a b="c">'.repeat(20_000))).toBe(false);
  expect(isWellFormedXml(`<a${' b="c'.repeat(20_000)}`)).toBe(false);
  expect(isWellFormedXml(`<a ${'b'.repeat(50_000)}`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(2_000);
});
