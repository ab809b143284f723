import { useState } from 'preact/hooks';
import type { Feature } from '../../../worker/contract/features.ts';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { Chip, TagChip } from '../../ui/chip.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Link, navigate, setQuery } from '../../ui/router.tsx';
import { DataTable, type Column } from '../../ui/table.tsx';
import { showToast } from '../../ui/toast.tsx';
import { toFailure } from '../../api/failure.ts';
import { FeatureSwitch } from './feature-switch.tsx';
import { whyNotDelete } from './feature-deletion.ts';
import { toAddress, type FeatureFilter } from './feature-filter.ts';
import { isCompact } from './density.tsx';
import { deleteFeature } from './features.api.ts';
import { ValueText } from './value-text.tsx';

type Props = EnvironmentPageProps & {
  features: readonly Feature[];
  filter: FeatureFilter;
  /** The address of what lies beneath the list. */
  to: (rest: string) => string;
  isRefreshing: boolean;
  chosen: ReadonlySet<string | number>;
  onChoose: (chosen: ReadonlySet<string | number>) => void;
};

export function FeatureTable(props: Props) {
  const { project, params, filter } = props;
  const [deleting, setDeleting] = useState<Feature | null>(null);
  const remove = async (feature: Feature) => {
    setDeleting(null);
    try {
      await deleteFeature(project.id, feature.id);
      showToast(`Deleted ${feature.name}`);
      if (params['fid'] === String(feature.id)) navigate(props.to(''));
    } catch (error) {
      showToast(`${feature.name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <>
      <DataTable
        label="Features"
        rows={props.features}
        keyOf={({ id }) => id}
        currentKey={Number(params['fid'])}
        rowTest={(index) => `feature-item-${index}`}
        columns={columnsOf(props, setDeleting)}
        isRefreshing={props.isRefreshing}
        isCompact={isCompact.value}
        selection={{ chosen: props.chosen, onChange: props.onChoose, nameOf: ({ name }) => name }}
        sort={filter.sort}
        onSort={({ column, isDescending }) =>
          setQuery(toAddress({ sort: { column: column === 'created' ? 'created' : 'name', isDescending } }))
        }
      />
      {deleting !== null && (
        <ConfirmByName
          title={`Delete ${deleting.name}`}
          name={deleting.name}
          action="Delete feature"
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>
            It goes from every environment of {project.name}, with its overrides. Applications that ask for it get
            nothing.
          </p>
        </ConfirmByName>
      )}
    </>
  );
}

function columnsOf(props: Props, onDelete: (feature: Feature) => void): Column<Feature>[] {
  const { project, environment, to } = props;
  return [
    {
      id: 'state',
      title: 'State',
      cell: (feature, index) => (
        <FeatureSwitch
          project={project}
          environment={environment}
          feature={feature}
          isOn={feature.environment_feature_state?.enabled ?? false}
          test={`feature-switch-${index}`}
        />
      ),
    },
    {
      id: 'name',
      title: 'Name',
      isSortable: true,
      cell: (feature) => (
        <div class="feature-name">
          <Link to={to(`/${feature.id}`)} class="row-link" keepScroll>
            {feature.name}
          </Link>
          {feature.is_archived && <Chip tone="warning">Archived</Chip>}
          {feature.is_server_key_only && <Chip title="Not sent to client-side keys">Server only</Chip>}
          {project.tags
            .filter(({ id }) => feature.tags.includes(id))
            .map(({ id, label, color }) => (
              <TagChip key={id} label={label} colour={color} />
            ))}
        </div>
      ),
    },
    {
      id: 'value',
      title: 'Value',
      cell: (feature, index) => (
        <ValueText
          value={feature.environment_feature_state?.feature_state_value ?? null}
          test={`feature-value-${index}`}
        />
      ),
    },
    { id: 'overrides', title: 'Overrides', cell: (feature) => <Overrides feature={feature} /> },
    {
      id: 'created',
      title: 'Created',
      isSortable: true,
      cell: ({ created_date: at }) => (
        <time class="quiet" dateTime={at} title={new Date(at).toLocaleString()}>
          {DAY.format(new Date(at))}
        </time>
      ),
    },
    {
      id: 'more',
      title: 'More',
      isTitleHidden: true,
      cell: (feature) => (
        <Menu label={`More about ${feature.name}`} align="end" items={menuOf(props, feature, onDelete)}>
          <Icon name="more" />
        </Menu>
      ),
    },
  ];
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function menuOf({ project, to }: Props, feature: Feature, onDelete: (feature: Feature) => void): MenuItem[] {
  const items: MenuItem[] = [
    { label: 'Open', icon: 'right', to: to(`/${feature.id}`) },
    { label: 'Copy the name', icon: 'copy', onChoose: () => void navigator.clipboard?.writeText(feature.name) },
  ];
  if (whyNotDelete(project, feature) === null) {
    items.push({ label: 'Delete', icon: 'trash', isDanger: true, onChoose: () => onDelete(feature) });
  }
  return items;
}

function Overrides({ feature }: { feature: Feature }) {
  const segments = feature.num_segment_overrides;
  const identities = feature.num_identity_overrides ?? 0;
  if (segments + identities === 0) return null;
  return (
    <span class="row quiet">
      {segments > 0 && (
        <span class="count" title={`${segments} segment ${segments === 1 ? 'override' : 'overrides'}`}>
          <Icon name="layers" /> {segments}
          <span class="hidden-text"> segment overrides</span>
        </span>
      )}
      {identities > 0 && (
        <span class="count" title={`${identities} identity ${identities === 1 ? 'override' : 'overrides'}`}>
          <Icon name="user" /> {identities}
          <span class="hidden-text"> identity overrides</span>
        </span>
      )}
    </span>
  );
}
