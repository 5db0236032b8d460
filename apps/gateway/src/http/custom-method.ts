/**
 * Route of a custom method of one resource: `@Post(customMethod('enable'))` serves `POST …/{id}:enable`. The expression keeps the verb out
 * of the id, and the double colon is find-my-way's way to write one.
 */
export const customMethod = (verb: string, param = 'id'): string => `:${param}(^[^:/]+)::${verb}`;

/** The same where ids are chosen by others, and may hold colons and slashes. */
export const customMethodOfAny = (verb: string): string => `:id(^.+)::${verb}`;
