/** How far a client has followed one channel. */
export interface Position {
    /** What identifies server and app. A position is valid only there. */
    readonly server: string;
    /** The id after which a resumed subscription continues; empty if it is not known. */
    after: string;
    /** The highest id that was delivered to the application; empty if there is none. */
    seen: string;
}

/** The answer of a server to `resume_after_id`. */
export interface Answer {
    readonly after_id?: string;
    readonly ok?: boolean;
}

/** Whether a resumed subscription continues without a gap: the server says so, and it was asked for a known position. */
export function isContinued(position: Position, answer: Answer | undefined): boolean {
    return answer?.ok === true && position.after !== '';
}

/** The position after a subscription succeeded: the same one if it continues, otherwise the one that the server states. */
export function repositioned(server: string, position: Position | undefined, answer: Answer): Position {
    if (position && isContinued(position, answer)) {
        return position;
    }
    return { server, after: answer.after_id ?? '', seen: position?.seen ?? '' };
}

/** Moves a position to an event. Returns false, and changes nothing, if the event was delivered already. */
export function advance(position: Position, id: string): boolean {
    if (isUpTo(id, position.seen)) {
        return false;
    }
    position.seen = id;
    // A cached event is older than the position that came with the subscription.
    if (!isUpTo(id, position.after)) {
        position.after = id;
    }
    return true;
}

/** Whether the server has lost its state since the position, as an event shows: others may have been lost with it. */
export function isOfOtherEpoch(position: Position, id: string): boolean {
    const start = id.lastIndexOf(':') + 1;
    return start > 0 && position.after !== '' && !position.after.startsWith(id.slice(0, start));
}

/** Whether an id, `<epoch>:<sequence>`, is equal to another one or comes before it. Ids of different epochs have no order. */
function isUpTo(id: string, other: string): boolean {
    const start = id.lastIndexOf(':') + 1;
    return start > 0 && other.startsWith(id.slice(0, start)) && Number(id.slice(start)) <= Number(other.slice(start));
}
