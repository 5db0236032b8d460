/** `Care` of `@hookswitch/persistence`. */
export const CARE = Symbol('Care');
