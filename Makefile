# Vask. `make help` lists what there is; every command finds a JDK 25 by itself.

PORT ?= 8080
HOST ?= 127.0.0.1
JAR := target/quarkus-app/quarkus-run.jar
CACHE := target/quarkus-app/vask.aot
OPTIONS := target/quarkus-app/vask.options
TRAINER := $(wildcard src/train/java/dev/vask/train/*.java)
SOURCES := pom.xml $(shell find src/main -type f)
PROVIDER := terraform/provider/target/dist/terraform-provider-vask
NATIVE_PROVIDER := terraform/provider/target/native
PROVIDER_SOURCES := terraform/README.md terraform/provider/pom.xml $(shell find terraform/provider/src -type f)
BENCH_SOURCES := $(shell find src/bench -type f)
WITH_JDK := . ./.mvn/jdk.sh &&
# Maven's own libraries make a JDK 25 complain.
MAVEN := MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS" ./mvnw -B -ntp
# With colours, and with a terminal that takes the keys of dev mode.
DEV_MAVEN := MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS" ./mvnw -q -ntp

SERVER_JVM ?= @$(OPTIONS) -XX:AOTCache=$(CACHE)
PIECES ?= dev.vask.bench.pieces
BENCH_JAVA = "$$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp target/test-classes:target/classes:$$(cat target/bench/classpath)

.DEFAULT_GOAL := help
.PHONY: help run dev test build native native-image image provider provider-native bench bench-bound bench-pieces clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

run: $(JAR) ## start a server with a demo app on 127.0.0.1:8080, or $HOST and $PORT
	@$(WITH_JDK) QUARKUS_HTTP_HOST=$(HOST) PORT=$(PORT) VASK_DEMO=true VASK_APP_KEY=demo VASK_APP_SECRET=demo-secret VASK_APP_CLIENT_EVENTS=true \
	    VASK_ADMIN_TOKEN=demo-token-for-local-use exec target/quarkus-app/vask

DEBUG ?= 5005
dev: ## the same from sources: changes are compiled on the next request; a debugger can attach to port 5005, or $DEBUG
	@$(WITH_JDK) PORT=$(PORT) VASK_DEMO=true VASK_APP_KEY=demo VASK_APP_SECRET=demo-secret VASK_APP_CLIENT_EVENTS=true \
	    VASK_ADMIN_TOKEN=demo-token-for-local-use $(DEV_MAVEN) quarkus:dev -Ddebug=$(DEBUG)

# Failsafe adds to the summaries that it finds, so that failures of the last run would fail this one.
test: $(PROVIDER) ## build, and run every test
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) verify

build: $(CACHE) ## leave the server in target/quarkus-app/quarkus-run.jar, and the cache that lets it start fast

$(JAR): $(SOURCES)
	@$(WITH_JDK) $(MAVEN) -q package -DskipTests && touch $@

# A cache is of use to the very files, and the very JVM, with which it was made.
$(CACHE): $(JAR) $(TRAINER)
	@$(WITH_JDK) rm -f $(@D)/*.aot && $(MAVEN) -q test-compile dependency:copy-dependencies@train && \
	    "$$JAVA_HOME/bin/java" -Dslf4j.internal.verbosity=ERROR -cp 'target/test-classes:target/train/lib/*' dev.vask.train.Train $(@D) \
	    "$$JAVA_HOME/bin/java" "@$$PWD/$(OPTIONS)" -jar "$$PWD/$(JAR)"

# GraalVM, Mandrel or Docker is all that these need: all that they build before is built there, too.
native native-image provider-native: WITH_JDK = . ./.mvn/native.sh &&
native native-image provider-native: MAVEN = native_maven -B -ntp

native: $(PROVIDER) ## compile a native executable to target/vask-*-runner, and run every test against it
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) -Pnative verify

native-image: ## compile a native executable to target/vask-*-runner, without tests
	@$(WITH_JDK) $(MAVEN) -Pnative package -DskipTests

image: $(JAR) ## leave a container image in target/vask-image.tar, without Docker; it pulls its base image
	@$(WITH_JDK) $(MAVEN) -q -Pimage jib:buildTar

provider: $(PROVIDER) ## leave Vask's Terraform provider in terraform/provider/target/dist, and run its own tests

$(PROVIDER): $(PROVIDER_SOURCES)
	@$(WITH_JDK) $(MAVEN) -f terraform/provider package && touch $@

provider-native: $(JAR) ## compile the provider to an executable in terraform/provider/target/native, and run Terraform with it
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) -f terraform/provider -Pnative package && \
	    $(MAVEN) test-compile failsafe:integration-test@default failsafe:verify@default \
	    '-Dit.test=dev/vask/terraform/*IT' -Dvask.test.provider=$(NATIVE_PROVIDER)

bench: $(JAR) $(CACHE) target/bench/classpath ## measure the built server as its clients see it; docs/benchmarks.md says how
	@$(WITH_JDK) SERVER_JVM="$(SERVER_JVM)" exec $(BENCH_JAVA) -Xms512m -Xmx512m dev.vask.bench.Bench

BOUND_PORT ?= 7400
bench-bound: ## the same beside the least that a server has to do, in C: what of it is the machine's; needs cc
	@mkdir -p target/bench && cc -O2 -o target/bench/bound src/bench/c/bound.c
	@target/bench/bound $(BOUND_PORT) & bound=$$!; trap "kill $$bound" EXIT; \
	    $(MAKE) bench PEER_NAME=bound PEER_URL=http://127.0.0.1:$(BOUND_PORT) PEER_ID=app PEER_KEY=app PEER_SECRET=secret

bench-pieces: target/bench/classpath ## measure the pieces of the hot path, PIECES=... for some of them
	@$(WITH_JDK) exec $(BENCH_JAVA) org.openjdk.jmh.Main '$(PIECES)' -prof gc -rf json -rff target/bench/pieces.json

target/bench/classpath: $(BENCH_SOURCES) $(SOURCES)
	@$(WITH_JDK) $(MAVEN) -q test-compile dependency:build-classpath@bench && touch $@

clean: ## forget what was built
	@rm -rf target terraform/provider/target
