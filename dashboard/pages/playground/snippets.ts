export type Kit = 'curl' | 'JavaScript' | 'Node.js' | 'Python';
export const KITS: readonly Kit[] = ['curl', 'JavaScript', 'Node.js', 'Python'];

type What = { api: string; environmentKey: string; identifier: string; traits: Readonly<Record<string, unknown>> };

/** How the same is asked for outside of the playground. `api` ends with a slash. */
export function toSnippet(kit: Kit, { api, environmentKey, identifier, traits }: What): string {
  const id = JSON.stringify(identifier);
  const all = JSON.stringify(traits);
  if (kit === 'curl') {
    const list = Object.entries(traits).map(([key, value]) => ({ trait_key: key, trait_value: value }));
    const body = JSON.stringify({ identifier, traits: list, transient: true }).replaceAll("'", String.raw`'\''`);
    return [
      `curl ${api}identities/ \\`,
      `  -H 'X-Environment-Key: ${environmentKey}' \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '${body}'`,
    ].join('\n');
  }
  if (kit === 'JavaScript') {
    return [
      `import flagsmith from '@flagsmith/flagsmith';`,
      ``,
      `await flagsmith.init({`,
      `  environmentID: ${JSON.stringify(environmentKey)},`,
      `  api: ${JSON.stringify(api)},`,
      `  evaluationContext: { identity: { identifier: ${id}, traits: ${all} } },`,
      `});`,
      `console.log(flagsmith.getAllFlags());`,
    ].join('\n');
  }
  if (kit === 'Node.js') {
    return [
      `import { Flagsmith } from 'flagsmith-nodejs';`,
      ``,
      `const flagsmith = new Flagsmith({ environmentKey: '<server-side key>', apiUrl: ${JSON.stringify(api)} });`,
      `const flags = await flagsmith.getIdentityFlags(${id}, ${all});`,
      `console.log(flags.allFlags());`,
    ].join('\n');
  }
  return [
    `from flagsmith import Flagsmith`,
    ``,
    `flagsmith = Flagsmith(environment_key="<server-side key>", api_url=${JSON.stringify(api)})`,
    `flags = flagsmith.get_identity_flags(identifier=${id}, traits=${toPython(traits)})`,
    `print(flags.all_flags())`,
  ].join('\n');
}

function toPython(traits: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(traits).map(([key, value]) => {
    const written = typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${written}`;
  });
  return `{${entries.join(', ')}}`;
}
