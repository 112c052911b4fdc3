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

/** The services that go-plugin requires of every plugin. */
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
        public void shutdown(Empty request, StreamObserver<Empty> observer) {
            observer.onNext(Empty.getDefaultInstance());
            observer.onCompleted();
            shutdown.run();
        }
    }

    /** This plugin opens no further connections, so it sends nothing. */
    private static final class Broker extends GRPCBrokerGrpc.GRPCBrokerImplBase {

        @Override
        public StreamObserver<ConnInfo> startStream(StreamObserver<ConnInfo> observer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ConnInfo offer) {}

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    observer.onCompleted();
                }
            };
        }
    }

    /** The host reads standard error itself, so this stream ends immediately. */
    private static final class Stdio extends GRPCStdioGrpc.GRPCStdioImplBase {

        @Override
        public void streamStdio(Empty request, StreamObserver<StdioData> observer) {
            observer.onCompleted();
        }
    }

    private static final class Health extends HealthGrpc.HealthImplBase {

        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            observer.onNext(HealthCheckResponse.newBuilder()
                    .setStatus(HealthCheckResponse.ServingStatus.SERVING)
                    .build());
            observer.onCompleted();
        }
    }
}
