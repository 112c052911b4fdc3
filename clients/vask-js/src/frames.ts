/** A message of the Pusher Channels protocol. */
export interface Frame {
    readonly event?: string;
    readonly channel?: string;
    /** A value, or a string with JSON. */
    readonly data?: any;
    /** The id of an event; only in protocol 8. */
    readonly id?: string;
}

/** A message; undefined if the text is not JSON. */
export function parseFrame(text: string): Frame | undefined {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** The data of a message as a value; undefined if it is a string without JSON. */
export function dataOf(frame: Frame): any {
    return typeof frame.data === 'string' ? parseFrame(frame.data) : frame.data;
}
