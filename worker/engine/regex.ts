import { RE2JS } from 're2js';
import { PatternError, translatePattern } from './regex-translation.ts';

/** Longer patterns are refused, longer subjects never match: both bound the work of one condition. */
export const MAX_PATTERN_LENGTH = 1000;
export const MAX_SUBJECT_LENGTH = 2000;

export type Matches = (subject: string) => boolean;

const matchNothing: Matches = () => false;

/** Compiles a pattern to a test with Python's `re.match` semantics in linear time. An invalid pattern matches nothing. */
export function compilePattern(pattern: string): Matches {
  if (pattern.length > MAX_PATTERN_LENGTH) return matchNothing;
  try {
    const { re2, native } = translatePattern(pattern);
    const regex = native === null ? RE2JS.compile(re2) : new RegExp(native, 'u');
    return rememberLast((subject) => subject.length <= MAX_SUBJECT_LENGTH && regex.test(subject));
  } catch {
    return matchNothing;
  }
}

/** Segments often share a pattern, and within one evaluation they all ask about the same text. */
function rememberLast(matches: Matches): Matches {
  let last: string | null = null;
  let answer = false;
  return (subject) => {
    if (subject !== last) {
      answer = matches(subject);
      last = subject;
    }
    return answer;
  };
}

/** Null when the pattern can be used in a REGEX condition, else a message that says why not. */
export function checkPattern(pattern: string): null | { readonly message: string } {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { message: `Regular expression is longer than ${MAX_PATTERN_LENGTH} characters.` };
  }
  try {
    RE2JS.compile(translatePattern(pattern).re2);
    return null;
  } catch (error) {
    return { message: `Invalid regular expression: ${explain(error)}.` };
  }
}

function explain(error: unknown): string {
  if (error instanceof PatternError) return error.message;
  return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be parsed';
}
