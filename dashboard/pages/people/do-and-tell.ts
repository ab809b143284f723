import { toFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toast.tsx';

/** Does something, says that it is done, and offers to undo it; says why where it could not be done. */
export async function doAndTell(work: () => Promise<void>, text: string, undo?: () => Promise<void>): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    showToast(`Not done: ${toFailure(error).message || text}`, { tone: 'bad' });
    return false;
  }
  const run = () => void doAndTell(undo ?? (async () => undefined), 'As it was before');
  showToast(text, undo === undefined ? {} : { action: { label: 'Undo', run } });
  return true;
}
