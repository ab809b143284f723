/** Pages come up while their frame is there already: whoever has opened a menu meanwhile is not to be taken out of it. */
export const isInMenu = (): boolean => document.activeElement?.closest('[role=menu]') != null;
