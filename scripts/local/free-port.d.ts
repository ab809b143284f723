/** A TCP port that was free on 127.0.0.1 a moment ago; another process may still take it. */
export declare function findFreePort(): Promise<number>;
