import { isFlagOn } from '../../api/own-flags.ts';
import { Link } from '../../ui/router.tsx';

type Props = { projectId: number; environmentKey: string; id: number; identifier: string };

/** Where else one looks at an identity. */
export function LeadOn({ projectId, environmentKey, id, identifier }: Props) {
  const project = `/project/${projectId}`;
  const pair = new URLSearchParams({ environment: environmentKey, one: String(id) });
  const tried = new URLSearchParams({ who: JSON.stringify([identifier, '']), env: environmentKey });
  return (
    <>
      {isFlagOn('compare_environments') && (
        <Link class="button plain" to={`${project}/compare/identities?${pair.toString()}`}>
          Compare<span class="hidden-text"> with another identity</span>
        </Link>
      )}
      <Link class="button plain" to={`${project}/playground?${tried.toString()}`}>
        Try<span class="hidden-text"> in the playground</span>
      </Link>
    </>
  );
}
