import { useState } from 'preact/hooks';
import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { describeRules } from '../../api/segment-words.ts';
import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Link } from '../../ui/router.tsx';
import { DataTable } from '../../ui/table.tsx';
import { CloneSegment, DeleteSegment } from './segment-dialogs.tsx';

type Asking = { what: 'clone' | 'delete'; segment: Segment };

type Props = {
  project: DashProject;
  segments: readonly Segment[];
  /** Why one may change none of them. */
  forbidden: string | null;
  isRefreshing: boolean;
};

export function SegmentTable({ project, segments, forbidden, isRefreshing }: Props) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const base = `/project/${project.id}/segments`;
  return (
    <>
      <DataTable
        label="Segments"
        rows={segments}
        keyOf={({ id }) => id}
        rowTest={(index) => `segment-item-${index}`}
        isRefreshing={isRefreshing}
        columns={[
          { id: 'name', title: 'Name', cell: (segment) => <Name segment={segment} base={base} /> },
          {
            id: 'rules',
            title: 'Who is in it',
            cell: ({ rules }) => <span class="rules-text">{describeRules(rules)}</span>,
          },
          {
            id: 'updated',
            title: 'Changed',
            cell: ({ updated_at: at }) => (
              <time class="quiet" dateTime={at} title={new Date(at).toLocaleString()}>
                {DAY.format(new Date(at))}
              </time>
            ),
          },
          {
            id: 'menu',
            title: 'More',
            isTitleHidden: true,
            cell: (segment) => (
              <Menu
                label={`More about ${segment.name}`}
                align="end"
                items={menuOf(segment, base, forbidden, setAsking)}
              >
                <Icon name="more" />
              </Menu>
            ),
          },
        ]}
      />
      {asking?.what === 'clone' && (
        <CloneSegment project={project} segment={asking.segment} onClose={() => setAsking(null)} />
      )}
      {asking?.what === 'delete' && (
        <DeleteSegment project={project} segment={asking.segment} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function Name({ segment, base }: { segment: Segment; base: string }) {
  return (
    <span class="segment-name">
      <Link to={`${base}/${segment.id}`} class="row-link">
        {segment.name}
      </Link>
      {segment.feature !== null && <Chip title="Made for one feature">Feature-specific</Chip>}
      {segment.managed_by !== '' && <Chip tone="warning">Managed by {segment.managed_by}</Chip>}
    </span>
  );
}

function menuOf(segment: Segment, base: string, forbidden: string | null, ask: (asking: Asking) => void): MenuItem[] {
  const open: MenuItem = { label: 'Open', icon: 'right', to: `${base}/${segment.id}` };
  if (forbidden !== null || segment.managed_by !== '') return [open];
  return [
    open,
    { label: 'Clone', icon: 'copy', onChoose: () => ask({ what: 'clone', segment }) },
    { label: 'Delete', icon: 'trash', isDanger: true, onChoose: () => ask({ what: 'delete', segment }) },
  ];
}
