import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { Chip } from '../../ui/chip.tsx';
import { Link } from '../../ui/router.tsx';
import { IntegrationFrame } from './integration-row.tsx';

/** Where kinds are set up that are not set up here. `on` is where they are on. */
export type Else = {
  kind: IntegrationKind;
  text: string;
  places: readonly { name: string; to: string; isOn: boolean }[];
};

export function Elsewhere({ kinds }: { kinds: readonly Else[] }) {
  return (
    <ul class="integrations">
      {kinds.map(({ kind, text, places }) => {
        const count = places.filter(({ isOn }) => isOn).length;
        return (
          <IntegrationFrame
            key={kind.kind}
            kind={kind}
            state={
              places.length > 0 && (
                <Chip tone={count > 0 ? 'accent' : 'plain'}>
                  {count === 0 ? 'Off' : places.length === 1 ? 'On' : `On in ${count} of ${places.length}`}
                </Chip>
              )
            }
            actions={
              <span class="quiet">
                {text}
                {places.map(({ name, to, isOn }, index) => (
                  <span key={to}>
                    {index === 0 ? ' ' : ', '}
                    <Link to={to} class="link">
                      {name}
                    </Link>
                    {isOn && ' (on)'}
                  </span>
                ))}
              </span>
            }
          />
        );
      })}
    </ul>
  );
}
