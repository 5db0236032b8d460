/** `Accounts` of the run history. */
export const ACCOUNTS = Symbol('Accounts');
