import { useEffect, useState } from 'preact/hooks';
import type { PublicPageProps } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { activate } from './access.api.ts';

export function ActivatePage({ params }: PublicPageProps) {
  const [outcome, setOutcome] = useState<'waiting' | 'done' | 'spent' | { message: string }>('waiting');
  useEffect(() => {
    activate(params['uid'] ?? '', params['token'] ?? '').then(
      () => setOutcome('done'),
      (error: unknown) => {
        const failure = toFailure(error);
        setOutcome(failure.kind === 'invalid' || failure.kind === 'forbidden' ? 'spent' : { message: failure.message });
      },
    );
  }, []);
  return (
    <>
      <PageHeading title="Your account" />
      {outcome === 'waiting' && <Notice>One moment: the account is being activated.</Notice>}
      {outcome === 'done' && <Notice>Your account is active.</Notice>}
      {outcome === 'spent' && <Notice tone="warning">This link was used before, or does not hold any more.</Notice>}
      {typeof outcome === 'object' && <Notice tone="bad">{outcome.message}</Notice>}
      <p class="access-links">
        <Link to="/login">Go to the sign-in</Link>
      </p>
    </>
  );
}
