package dev.vask.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests that Netty's decoder accepts and this server does not: a head that is too long as a whole, a transfer coding
 * other than {@code chunked}, an HTTP version other than 1.0 and 1.1, an invalid escape in the path. Whatever follows an invalid
 * head on the connection is ignored, because the end of its body is not known.
 */
final class HeadCheck extends ChannelInboundHandlerAdapter {

    private final int maxHeadBytes;
    private boolean invalid;

    HeadCheck(int maxHeadBytes) {
        this.maxHeadBytes = maxHeadBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (invalid) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            check(request);
        } else if (!(message instanceof HttpObject)) {
            context.pipeline().remove(this); // the connection has become a WebSocket
        }
        context.fireChannelRead(message);
    }

    private void check(HttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            Exception problem = problem(request);
            if (problem != null) {
                request.setDecoderResult(DecoderResult.failure(problem));
            }
        }
        invalid = request.decoderResult().isFailure();
    }

    private @Nullable Exception problem(HttpRequest request) {
        if (request.decoderResult() instanceof HttpMessageDecoderResult result && result.totalSize() > maxHeadBytes) {
            return new TooLongHttpHeaderException("the request head has more than %d bytes".formatted(maxHeadBytes));
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return new IllegalArgumentException("the version is not HTTP/1.0 or HTTP/1.1");
        }
        if (hasBrokenEscape(request.uri())) {
            return new IllegalArgumentException("the path has a % that is not followed by two hexadecimal digits");
        }
        if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            boolean chunked = codings.size() == 1
                    && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                            codings.getFirst().strip());
            return chunked ? null : new IllegalArgumentException("Transfer-Encoding is not chunked");
        }
        return null;
    }

    /** Whether the path has an invalid escape, with which Vert.x would fail. Invalid escapes in the query are allowed. */
    private static boolean hasBrokenEscape(String uri) {
        int escape = uri.indexOf('%');
        if (escape < 0) {
            return false;
        }
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        while (escape >= 0 && escape < end) {
            if (escape + 2 >= end
                    || !HexFormat.isHexDigit(uri.charAt(escape + 1))
                    || !HexFormat.isHexDigit(uri.charAt(escape + 2))) {
                return true;
            }
            escape = uri.indexOf('%', escape + 3);
        }
        return false;
    }
}
