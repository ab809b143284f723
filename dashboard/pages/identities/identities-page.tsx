import { useState } from 'preact/hooks';
import type { DashIdentity } from '../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import type { Failure } from '../../api/failure.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { useShortcuts } from '../../ui/keys.ts';
import { Link, place, setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable, Pager } from '../../ui/table.tsx';
import { CreateIdentity } from './create-identity.tsx';
import { PAGE_SIZE, useIdentities } from './identities.api.ts';

const MOST_TRAITS = 4;

/** Who is known in an environment. */
export function IdentitiesPage({ project, environment }: EnvironmentPageProps) {
  const { query } = place.value;
  const search = query.get('q') ?? '';
  const page = readPage(query.get('page'));
  const view = useIdentities(environment.api_key, search, page);
  const [isCreating, setCreating] = useState(false);
  const forbidden = whyNot(environment.permissions, 'MANAGE_IDENTITIES', environment.name);
  useShortcuts(forbidden === null ? [{ keys: 'c', label: 'Create identity', run: () => setCreating(true) }] : []);
  const base = `/project/${project.id}/environment/${environment.api_key}/identities`;
  const button = (
    <Button
      kind="primary"
      icon="plus"
      disabledReason={forbidden}
      onClick={() => setCreating(true)}
      data-test="create-identity-btn"
    >
      Create identity
    </Button>
  );
  const found = view.kind === 'loaded' ? view.data : null;
  const isFirstUse = found?.count === 0 && search === '';
  return (
    <>
      <PageHeading title="Identities" actions={isFirstUse || (found === null && search === '') ? undefined : button} />
      {!isFirstUse && (
        <div class="filters" role="search">
          <SearchField label="Search identifiers" value={search} onChange={(q) => setQuery({ q, page: null })} />
        </div>
      )}
      {view.kind === 'loading' && <Skeleton label="Loading identities" />}
      {view.kind === 'failed' && (
        <ErrorState
          title="The identities could not be loaded"
          message={whyNotLoaded(view.failure, environment.name)}
          onRetry={view.retry}
        />
      )}
      {isFirstUse && (
        <EmptyState icon="user" title="No identity yet" action={button}>
          An identity is known once an SDK has asked for its flags, with the traits that were sent along.
        </EmptyState>
      )}
      {found?.count === 0 && search !== '' && (
        <EmptyState
          icon="search"
          title="No identity fits"
          action={<Button onClick={() => setQuery({ q: null, page: null })}>Clear the search</Button>}
        >
          A search in double quotes is for the whole identifier.
        </EmptyState>
      )}
      {found !== null && found.count > 0 && (
        <>
          <IdentityTable
            base={base}
            identities={found.results}
            isRefreshing={view.kind === 'loaded' && view.isRefreshing}
          />
          <Pager page={page} size={PAGE_SIZE} count={found.count} onPage={(next) => setQuery({ page: String(next) })} />
        </>
      )}
      {isCreating && (
        <CreateIdentity environmentKey={environment.api_key} base={base} onClose={() => setCreating(false)} />
      )}
    </>
  );
}

function readPage(text: string | null): number {
  return Math.max(1, Number(text) || 1);
}

function whyNotLoaded({ kind, message }: Failure, environment: string): string {
  if (kind !== 'forbidden') return message;
  return `You need the permission VIEW_IDENTITIES on ${environment}. Its administrators can grant it.`;
}

type TableProps = { base: string; identities: readonly DashIdentity[]; isRefreshing: boolean };

function IdentityTable({ base, identities, isRefreshing }: TableProps) {
  return (
    <DataTable<DashIdentity>
      label="Identities"
      rows={identities}
      keyOf={({ id }) => id}
      isRefreshing={isRefreshing}
      columns={[
        {
          id: 'name',
          title: 'Identifier',
          cell: ({ id, identifier, dashboard_alias: alias }) => (
            <span>
              <Link to={`${base}/${id}`} class="code identifier">
                {identifier}
              </Link>
              {alias !== null && <span class="quiet"> {alias}</span>}
            </span>
          ),
        },
        { id: 'traits', title: 'Traits', cell: ({ traits }) => <Traits traits={traits} /> },
      ]}
    />
  );
}

function Traits({ traits }: Pick<DashIdentity, 'traits'>) {
  const entries = Object.entries(traits);
  if (entries.length === 0) return <span class="quiet">—</span>;
  return (
    <span class="trait-line">
      {entries.slice(0, MOST_TRAITS).map(([name, value]) => (
        <span key={name} class="chip">
          {name}: {String(value)}
        </span>
      ))}
      {entries.length > MOST_TRAITS && <span class="quiet">and {entries.length - MOST_TRAITS} more</span>}
    </span>
  );
}
