/** How long a test waits for something that takes a second or two, on a machine that may be ten times slower. In milliseconds. */
export const PATIENCE_MS = 120_000;
