import type { SdkFlag } from '../../../worker/contract/sdk-flags.ts';

/** Flags with state, value and, for an identity, why they are so. */
export function FlagsTable({ flags }: { flags: SdkFlag[] }) {
  const showsReason = flags.some((flag) => flag.reason != null);
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">State</th>
            <th scope="col">Value</th>
            {showsReason && <th scope="col">Reason</th>}
          </tr>
        </thead>
        <tbody>
          {flags.map((flag) => (
            <tr key={flag.feature.id}>
              <td class="name">{flag.feature.name}</td>
              <td>
                <span class={flag.enabled ? 'state on' : 'state'}>{flag.enabled ? 'On' : 'Off'}</span>
              </td>
              <td class="value">{showValue(flag)}</td>
              {showsReason && <td>{flag.variant == null ? flag.reason : `${flag.reason} (${flag.variant})`}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function showValue({ feature_state_value: value }: SdkFlag) {
  if (value === null || value === '') return <span class="none">no value</span>;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
