import { signal } from '@preact/signals';
import { IconButton } from '../../ui/button.tsx';

const KEY = 'halyard.density';

/** Whether rows are low, so that more of them fit: a choice of this browser. */
export const isCompact = signal(read());

export function Density() {
  const toggle = () => {
    isCompact.value = !isCompact.peek();
    try {
      localStorage.setItem(KEY, isCompact.peek() ? 'compact' : 'comfortable');
    } catch {
      // It then holds as long as the page.
    }
  };
  return (
    <IconButton
      icon={isCompact.value ? 'menu' : 'rows'}
      label={isCompact.value ? 'Comfortable rows' : 'Compact rows'}
      onClick={toggle}
      data-test="density"
    />
  );
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'compact';
  } catch {
    return false;
  }
}
