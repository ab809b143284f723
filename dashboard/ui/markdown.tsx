import type { ComponentChildren } from 'preact';
import { Lexer, type Token, type Tokens } from 'marked';

/** Text with markup as elements; HTML in it stays text, and links lead to web and mail addresses alone. */
export function Markdown({ text }: { text: string }) {
  return <>{Lexer.lex(text).map(toElement)}</>;
}

function toElement(token: Token): ComponentChildren {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return <p>{childrenOf(token)}</p>;
    case 'list':
      return <ul>{(token as Tokens.List).items.map((item) => toElement(item))}</ul>;
    case 'list_item':
      return <li>{childrenOf(token)}</li>;
    case 'strong':
      return <strong>{childrenOf(token)}</strong>;
    case 'em':
      return <em>{childrenOf(token)}</em>;
    case 'del':
      return <s>{childrenOf(token)}</s>;
    case 'codespan':
    case 'code':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return toLink(token as Tokens.Link);
    case 'space':
      return null;
    case 'text':
      return 'tokens' in token && token.tokens !== undefined ? childrenOf(token) : (token as Tokens.Text).text;
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}

const childrenOf = (token: Token): ComponentChildren =>
  ('tokens' in token ? (token.tokens ?? []) : []).map((child: Token) => toElement(child));

function toLink(token: Tokens.Link): ComponentChildren {
  if (!isSafe(token.href)) return childrenOf(token);
  return (
    <a href={token.href} rel="noopener noreferrer" target="_blank">
      {childrenOf(token)}
    </a>
  );
}

/** Whether following the address can only ever open a page or a mail. */
export function isSafe(address: string): boolean {
  return URL.canParse(address) && /^(https?|mailto):$/.test(new URL(address).protocol);
}
