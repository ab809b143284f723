import { useEffect } from 'preact/hooks';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { useShortcuts } from '../../ui/keys.ts';
import { navigate, place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { CreateFeature } from './create-feature.tsx';
import { Density } from './density.tsx';
import { FeatureDrawer } from './drawer/feature-drawer.tsx';
import { FeatureFilters } from './feature-filters.tsx';
import { FeatureList } from './feature-list.tsx';
import { FirstFeature } from './first-feature.tsx';
import { isFiltered, NO_FILTER, readFilter, toAddress } from './feature-filter.ts';
import { useFeatures } from './features.api.ts';
import { useLiveFeatures } from './use-live-features.ts';
import './features.css';

/** The features of an environment; `:fid` opens one beside the list, `create` the form for a new one. */
export function FeaturesPage(props: EnvironmentPageProps) {
  const { params, boot, project, environment } = props;
  const filter = readFilter(place.value.query);
  const view = useFeatures(project.id, environment.id, filter);
  const base = `/project/${project.id}/environment/${encodeURIComponent(environment.api_key)}/features`;
  const to = (rest: string) => `${base}${rest}${location.search}`;
  const open = (rest: string) => navigate(to(rest), { keepScroll: true });
  const close = () => {
    document.querySelector<HTMLElement>('[data-row][data-current=true] a')?.focus();
    navigate(to(''), { keepScroll: true, keepFocus: true });
  };
  useAliases(base);
  useLiveFeatures(project, environment);
  const forbidden = whyNot(project.permissions, 'CREATE_FEATURE', project.name);
  useShortcuts(forbidden === null ? [{ keys: 'c', label: 'Create feature', run: () => open('/create') }] : []);
  const create = (
    <Button
      kind="primary"
      icon="plus"
      disabledReason={forbidden}
      onClick={() => open('/create')}
      data-test="show-create-feature-btn"
    >
      Create feature
    </Button>
  );
  const page = view.kind === 'loaded' ? view.data : null;
  const isEmpty = page !== null && page.count === 0;
  const isFirstUse = isEmpty && !isFiltered(filter);
  const fid = params['fid'];
  return (
    <>
      <div class="list" data-test="features-page">
        <PageHeading
          title="Features"
          actions={
            isFirstUse ? undefined : (
              <>
                <Density />
                {create}
              </>
            )
          }
        />
        {!isFirstUse && <FeatureFilters filter={filter} tags={project.tags} organisationId={project.organisation} />}
        {view.kind === 'loading' && <Skeleton rows={10} label="Loading features" />}
        {view.kind === 'failed' && (
          <ErrorState
            title="The features could not be loaded"
            message={view.failure.message}
            requestId={view.failure.kind === 'broken' ? view.failure.requestId : null}
            onRetry={view.retry}
          />
        )}
        {isFirstUse && <FirstFeature environmentKey={environment.api_key} action={create} />}
        {isEmpty && !isFirstUse && (
          <EmptyState
            icon="search"
            title="No feature fits"
            action={<Button onClick={() => setQuery(toAddress(NO_FILTER))}>Clear all filters</Button>}
          />
        )}
        {page !== null && !isEmpty && (
          <FeatureList
            {...props}
            page={page}
            filter={filter}
            to={to}
            isRefreshing={view.kind === 'loaded' && view.isRefreshing}
          />
        )}
      </div>
      {fid === 'create' && <CreateFeature project={project} userId={boot.user.id} to={to} />}
      {fid !== undefined && fid !== 'create' && (
        <FeatureDrawer key={fid} {...props} featureId={Number(fid) || 0} base={base} onClose={close} />
      )}
    </>
  );
}

/** Links of Flagsmith's dashboard lead to the same feature. */
function useAliases(base: string): void {
  const { query } = place.value;
  const feature = query.get('feature');
  useEffect(() => {
    if (feature === null || !/^\d+$/.test(feature)) return;
    navigate(`${base}/${feature}`, { replace: true });
  }, [feature]);
}
