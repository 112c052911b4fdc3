package dev.vask.terraform.plugin;

import dev.vask.terraform.wire.ConnInfo;
import dev.vask.terraform.wire.Empty;
import dev.vask.terraform.wire.GRPCBrokerGrpc;
import dev.vask.terraform.wire.GRPCControllerGrpc;
import dev.vask.terraform.wire.GRPCStdioGrpc;
import dev.vask.terraform.wire.HealthCheckRequest;
import dev.vask.terraform.wire.HealthCheckResponse;
import dev.vask.terraform.wire.HealthGrpc;
import dev.vask.terraform.wire.StdioData;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** What go-plugin expects of a plugin besides what the plugin is for. */
final class HostServices {

    private HostServices() {}

    static List<BindableService> all(Runnable shutdown) {
        return List.of(new Controller(shutdown), new Broker(), new Stdio(), new Health());
    }

    private static final class Controller extends GRPCControllerGrpc.GRPCControllerImplBase {

        private final Runnable shutdown;

        Controller(Runnable shutdown) {
            this.shutdown = shutdown;
        }

        @Override
        public void shutdown(Empty request, StreamObserver<Empty> to) {
            to.onNext(Empty.getDefaultInstance());
            to.onCompleted();
            shutdown.run();
        }
    }

    /** Nothing here opens further connections, so the stream stays silent. */
    private static final class Broker extends GRPCBrokerGrpc.GRPCBrokerImplBase {

        @Override
        public StreamObserver<ConnInfo> startStream(StreamObserver<ConnInfo> to) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ConnInfo offer) {}

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    to.onCompleted();
                }
            };
        }
    }

    /** The host reads standard error itself, so that this stream ends at once. */
    private static final class Stdio extends GRPCStdioGrpc.GRPCStdioImplBase {

        @Override
        public void streamStdio(Empty request, StreamObserver<StdioData> to) {
            to.onCompleted();
        }
    }

    private static final class Health extends HealthGrpc.HealthImplBase {

        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
            to.onNext(HealthCheckResponse.newBuilder()
                    .setStatus(HealthCheckResponse.ServingStatus.SERVING)
                    .build());
            to.onCompleted();
        }
    }
}
