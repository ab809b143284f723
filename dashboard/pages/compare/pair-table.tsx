import { Fragment } from 'preact';
import type { DashFlags } from '../../../worker/contract/dash.ts';
import { toneOf } from '../../api/environments.ts';
import { EnvBadge } from '../../ui/env-badge.tsx';
import { Icon } from '../../ui/icons.tsx';
import { setQuery } from '../../ui/router.tsx';
import { toAddress } from './compare-address.ts';
import type { TabProps } from './compare-page.tsx';
import { CopyPanel } from './copy-panel.tsx';
import type { Sides } from './environments-tab.tsx';
import { PART_NAMES, type FlagPair, type ListedFlag } from './flag-differences.ts';
import { FlagSummary } from './flag-summary.tsx';

type Props = TabProps & {
  sides: Sides;
  left: DashFlags;
  right: DashFlags;
  pairs: readonly FlagPair[];
  /** The feature whose differences are shown. */
  open: number | null;
};

/** A row a feature; one opens to what differs in it, and to the way to copy it. */
export function PairTable({ project, sides, left, right, pairs, open }: Props) {
  const badge = (side: 'left' | 'right') => (
    <EnvBadge name={sides[side].name} tone={toneOf(sides[side], project.environments)} />
  );
  return (
    <table class="table compare-table" aria-label={`${sides.left.name} and ${sides.right.name}`}>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">{badge('left')}</th>
          <th scope="col">{badge('right')}</th>
          <th scope="col" data-column="parts">
            Differs in
          </th>
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => {
          const isOpen = pair.id === open;
          return (
            <Fragment key={pair.id}>
              <tr data-row="" data-test={`compare-row-${pair.name}`}>
                <td>
                  <button
                    type="button"
                    class="expand"
                    aria-expanded={isOpen}
                    onClick={() => setQuery(toAddress({ open: isOpen ? null : pair.id }))}
                  >
                    <Icon name={isOpen ? 'down' : 'right'} />
                    {pair.name}
                  </button>
                </td>
                <td data-label={sides.left.name}>{summarise(pair, pair.left)}</td>
                <td data-label={sides.right.name}>{summarise(pair, pair.right)}</td>
                <td class="quiet" data-column="parts">
                  {pair.parts.map((part) => PART_NAMES[part]).join(', ') || '—'}
                </td>
              </tr>
              {isOpen && (
                <tr class="compare-open">
                  <td colSpan={4}>
                    <CopyPanel project={project} sides={sides} flags={{ left, right }} pair={pair} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function summarise({ parts }: FlagPair, { flag }: ListedFlag) {
  const { enabled, value } = flag.environment_default;
  return (
    <FlagSummary
      enabled={enabled}
      value={value?.value ?? null}
      segments={flag.segment_overrides.length}
      isStateOther={parts.includes('state')}
      isValueOther={parts.includes('value')}
      areSegmentsOther={parts.includes('segments')}
    />
  );
}
