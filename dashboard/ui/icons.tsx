/** Drawn on a grid of 16, one line of 1.5, the colour of the text around them. */
const PATHS = {
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  grip: 'M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1',
  edit: 'M10.5 3l2.5 2.5L5.5 13H3v-2.5z',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  copy: 'M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6',
  trash: 'M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.7 9h6.6l.7-9',
  flag: 'M3.5 14.5v-13M3.5 2.5h9L10 5.5l2.5 3h-9',
  box: 'M2.5 5L8 2l5.5 3v6L8 14l-5.5-3zM2.5 5L8 8l5.5-3M8 8v6',
  building: 'M3 14V2.5h6V14M9 6.5h4V14M1.5 14h13M5.2 5.5h1.6M5.2 8.5h1.6',
  user: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.5 14a5.5 5.5 0 0 1 11 0',
  users:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5a4.5 4.5 0 0 1 9 0M10.5 2.8a2.5 2.5 0 0 1 0 4.4M12 9.6a4.5 4.5 0 0 1 2.5 3.9',
  layers: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  key: 'M5 13a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 5 13zM7 8.5L13.5 2M11 4.5l2 2',
  settings:
    'M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2.2 1.3',
  warning: 'M8 2.5l6 11H2zM8 6.5v3M8 11.6v.01',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  sun: 'M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  rows: 'M2.5 3h11M2.5 6.3h11M2.5 9.7h11M2.5 13h11',
  compare: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9zM4 6h1.5M10.5 6H12M4 8.5h1.5',
  note: 'M3.5 2.5h9v11h-9zM6 6h4M6 9h4',
  undo: 'M3 6h6.5a3.5 3.5 0 0 1 0 7H6M5.5 3L2.5 6l3 3',
  play: 'M5 3l7.5 5L5 13z',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5z',
  shield: 'M8 1.75l5.5 2v4c0 3.2-2.2 5.4-5.5 6.5-3.3-1.1-5.5-3.3-5.5-6.5v-4zM5.6 8l1.7 1.7 3.2-3.2',
  chart: 'M2 13.5h12M4 11V7.5M8 11V3M12 11V5.5',
  hook: 'M6.5 9.5l3-3M7 4.5l1-1a3 3 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3 3 0 0 1 3.5 8l1-1',
  plug: 'M6 1.5V5M10 1.5V5M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5v3',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.3a1.8 1.8 0 1 1 2.5 1.8c-.5.2-.8.5-.8 1.1M8 11.4v.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a text; where it stands alone, its button names it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a pennant on a halyard. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg class="mark" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path class="mark-rope" d="M5 1.5v17" />
      <path class="mark-pennant" d="M5 3h12.2l-3.4 3.7 3.4 3.7H5z" />
    </svg>
  );
}
