import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Stored } from './stored-traits.ts';

/** Where what is stored cannot be used, and so the server may answer otherwise. */
export function StoredFailures({ stored: { failures } }: { stored: Stored }) {
  return (
    <>
      {failures.map(({ environment: { api_key: key, name }, failure, retry }) => (
        <Notice key={key}>
          {failure.kind === 'forbidden' ? (
            `Traits that are stored in ${name} are left out: you need the permission VIEW_IDENTITIES on ${name}.`
          ) : (
            <>
              Traits that are stored in {name} are left out: {failure.message}{' '}
              <Button onClick={retry}>Try again</Button>
            </>
          )}
        </Notice>
      ))}
    </>
  );
}
