import { useState } from 'preact/hooks';
import type { Trait } from '../../../worker/contract/identities.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Panel, Rows } from '../../ui/panel.tsx';
import { DataTable } from '../../ui/table.tsx';
import { showToast } from '../../ui/toast.tsx';
import { addTrait, deleteTrait } from './identities.api.ts';
import { TraitDialog } from './trait-dialog.tsx';
import { toTraitBody, toTypedText, valueOf } from './typed-value.ts';

type Props = { environmentKey: string; id: number; traits: readonly Trait[]; forbidden: string | null };

/** What is known of an identity, and what segments are decided by. */
export function TraitsPanel({ environmentKey, id, traits, forbidden }: Props) {
  const [editing, setEditing] = useState<Trait | 'new' | null>(null);
  const remove = async (trait: Trait) => {
    try {
      await deleteTrait(environmentKey, id, trait.id);
      const undo = () =>
        void addTrait(environmentKey, id, trait.trait_key, toTraitBody(toTypedText(trait))).catch((error: unknown) =>
          showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
        );
      showToast(`Deleted the trait ${trait.trait_key}`, { action: { label: 'Undo', run: undo } });
    } catch (error) {
      showToast(`${trait.trait_key} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Panel
      title="Traits"
      lead="What SDKs have told, and what segments are decided by."
      actions={
        <Button icon="plus" disabledReason={forbidden} onClick={() => setEditing('new')} data-test="add-trait">
          Add trait
        </Button>
      }
      data-test="traits"
    >
      {traits.length === 0 ? (
        <p class="quiet">Nothing is known yet.</p>
      ) : (
        <Rows>
          <DataTable<Trait>
            label="Traits"
            rows={traits.toSorted((left, right) => left.trait_key.localeCompare(right.trait_key))}
            keyOf={(trait) => trait.id}
            columns={[
              { id: 'name', title: 'Trait', cell: (trait) => <span class="code">{trait.trait_key}</span> },
              {
                id: 'value',
                title: 'Value',
                cell: (trait) => <span class="code trait-value">{String(valueOf(trait))}</span>,
              },
              {
                id: 'acts',
                title: 'Change',
                isTitleHidden: true,
                cell: (trait) => (
                  <span class="row acts">
                    <Button disabledReason={forbidden} onClick={() => setEditing(trait)}>
                      Edit<span class="hidden-text"> {trait.trait_key}</span>
                    </Button>
                    <Button kind="quiet" disabledReason={forbidden} onClick={() => void remove(trait)}>
                      Delete<span class="hidden-text"> {trait.trait_key}</span>
                    </Button>
                  </span>
                ),
              },
            ]}
          />
        </Rows>
      )}
      {editing !== null && (
        <TraitDialog
          environmentKey={environmentKey}
          id={id}
          trait={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}
