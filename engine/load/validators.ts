/**
 * Where validators come from: one function, two ways. This file compiles them when they are first used; the build puts
 * the text of `standaloneValidators` in its place, compiled beforehand, and leaves the compiler out.
 */
export { compileValidators as validatorsFor } from './compile-validators.ts';
