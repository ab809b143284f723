import { compileEnvironment, type EnvironmentDocument } from '../../worker/engine/index.ts';

/** Parses, or parses and compiles, the posted document as often as asked. workerd's clock stands still meanwhile, so the caller times it. */
export default {
  async fetch(request: Request): Promise<Response> {
    const query = new URL(request.url).searchParams;
    const text = await request.text();
    const compiles = query.get('job') === 'compile';
    let features = 0;
    for (let turn = Number(query.get('times')); turn > 0; turn -= 1) {
      const document = JSON.parse(text) as EnvironmentDocument;
      features += compiles ? compileEnvironment(document).features.length : document.feature_states.length;
    }
    return new Response(String(features));
  },
};
