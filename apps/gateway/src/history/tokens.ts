/** `History` of the service's database. */
export const HISTORY = Symbol('History');
/** `RunRecorder` of the service's database. */
export const RECORDER_STORE = Symbol('RunRecorder');
