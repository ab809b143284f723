const encoder = new TextEncoder();

/** A SHA-256 in Base64 for URLs. */
export const isChallenge = (text: string | undefined): text is string => /^[\w-]{43}$/.test(text ?? '');

/** Whether the verifier is what the challenge was made of, by method S256 of RFC 7636. */
export async function verifiesChallenge(verifier: string | undefined, challenge: string): Promise<boolean> {
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return false;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(verifier)));
  const text = btoa(String.fromCharCode(...digest));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === challenge;
}
