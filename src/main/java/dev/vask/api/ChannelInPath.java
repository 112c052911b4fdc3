package dev.vask.api;

import dev.vask.http.ApiErrorCode;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.PercentCoding;
import dev.vask.protocol.SafeQuote;

/** Reads the channel in the path of a request. */
final class ChannelInPath {

    private ChannelInPath() {}

    /** The channel. A reserved name is not found instead of invalid, because no channel can have it (15.1). */
    static ChannelName of(String encoded) {
        String name = PercentCoding.decode(encoded);
        if (name.startsWith("#")) {
            throw ApiException.notFound(
                    ApiErrorCode.NO_SUCH_CHANNEL,
                    "Channel '%s' does not exist. Names that start with # are reserved.".formatted(SafeQuote.of(name)));
        }
        return ChannelName.parse(name);
    }
}
