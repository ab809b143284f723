import type { Locator } from 'playwright-core';
import type { Screen } from './screen.ts';

/** More controls than any page has: what Tab does not come to in so many steps cannot be reached. */
const MOST_STEPS = 120;
/** Passwords are looked at two a second: who comes too soon tries again. */
const TRIES = 10;
const TRY_AGAIN_MS = 1_000;

type Role = 'button' | 'link' | 'switch' | 'tab' | 'checkbox' | 'menuitem' | 'textbox' | 'combobox';

/** From the next page on, a pointer that was used is a fault of the screen. */
export const forbidPointers = ({ page }: Screen) =>
  page.addInitScript(() => {
    for (const kind of ['pointerdown', 'mousedown'] as const) {
      addEventListener(kind, ({ isTrusted }) => isTrusted && console.error(`there was a ${kind}`), true);
    }
  });

/** What somebody without a pointer does; `screen` tells on which screen at the moment. */
export function byKeys(screen: () => Screen) {
  const press = (keys: string) => screen().page.keyboard.press(keys);
  const type = (text: string) => screen().page.keyboard.type(text);
  const hasFocus = (target: Locator) =>
    target.evaluateAll((all) => all.some((one) => one === document.activeElement || one.matches(':focus-within')));
  /** Tab after Tab until it has the focus. */
  const onto = async (target: Locator) => {
    await target.first().waitFor();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (await hasFocus(target)) return;
      await press('Tab');
    }
    throw new Error(`no way to ${String(target)} by Tab`);
  };
  const at = (name: string) => screen().at(name);
  const named = (role: Role, name: string | RegExp) => screen().page.getByRole(role, { name });
  const into = async (name: string, text: string) => {
    await onto(at(name));
    await press('Control+A');
    await type(text);
  };
  const enter = async (target: Locator) => {
    await onto(target);
    await press('Enter');
  };
  const space = async (target: Locator) => {
    await onto(target);
    await press('Space');
  };
  /** A native select by the letters of an option, as soon as it has that option. */
  const select = async (target: string | Locator, letters: string) => {
    const field = typeof target === 'string' ? at(target) : target;
    const option = field.locator('option').filter({ hasText: new RegExp(`^${letters}`) });
    await option.first().waitFor({ state: 'attached' });
    await onto(field);
    await type(letters);
  };
  /** From a list that is narrowed down. */
  const pick = async (target: string | Locator, text: string, option: string | RegExp) => {
    await onto(typeof target === 'string' ? at(target) : target);
    await type(text);
    await screen().page.getByRole('option', { name: option, selected: true }).waitFor();
    await press('Enter');
  };
  /** Opens a menu and chooses what is at its end. */
  const chooseLast = async (menu: Locator) => {
    await enter(menu);
    await screen().page.locator('[role=menuitem]:focus').waitFor();
    await press('End');
    await press('Enter');
  };
  const see = (text: string | RegExp) => screen().page.getByText(text).first().waitFor();
  const go = (path: string) => screen().page.goto(new URL(path, screen().page.url()).href);
  const focusIn = (name: string) => screen().page.locator(`[data-test="${name}"]:focus-within`).waitFor();
  /** Into the field that has the focus as soon as it is there. */
  const typeFirst = async (name: string, text: string) => {
    await focusIn(name);
    await type(text);
  };
  /** Says yes to what asks for a name. */
  const confirm = async (name: string) => {
    await focusIn('confirm');
    await type(name);
    await press('Enter');
  };
  /** Sends the form that has the focus, and again while the server is too busy to look at a password. */
  const sendPassword = async () => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = screen().page.waitForResponse(
        (one) => one.url().includes('/api/v1/auth/') && one.request().method() !== 'GET',
      );
      await press('Enter');
      if ((await answer).status() !== 429) return;
      await screen().page.waitForTimeout(TRY_AGAIN_MS);
    }
    throw new Error('the server stays too busy for a password');
  };
  return {
    press,
    type,
    onto,
    at,
    named,
    into,
    enter,
    space,
    select,
    pick,
    chooseLast,
    see,
    go,
    focusIn,
    typeFirst,
    confirm,
    sendPassword,
  };
}
