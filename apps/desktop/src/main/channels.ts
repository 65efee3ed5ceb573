/** The two channels between the window and the main process, and all there are. */
export const INVOKE_CHANNEL = 'nrm:invoke';
export const EVENT_CHANNEL = 'nrm:event';
