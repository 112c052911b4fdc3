# `make help` lists the targets. JDK 25 is found automatically, or downloaded (.mvn/jdk.sh); set JAVA_HOME to choose one.

PORT ?= 8080
HOST ?= 127.0.0.1
JAR := target/quarkus-app/quarkus-run.jar
CACHE := target/quarkus-app/vask.aot
OPTIONS := target/quarkus-app/vask.options
# AOT caches with the method profiles of the training: edge, all (for any other role) or all,edge. The launcher then uses them.
AOT_PROFILES ?=
TRAINER := $(wildcard src/train/java/dev/vask/train/*.java)
SOURCES := pom.xml $(shell find src/main -type f)
FUNCTION := target/function.zip
PROVIDER := terraform/provider/target/dist/terraform-provider-vask
PROVIDER_TESTS := terraform/provider/target/tested
NATIVE_PROVIDER := terraform/provider/target/native
PROVIDER_SOURCES := $(addprefix src/main/java/dev/vask/apps/,AccessSettings.java Quota.java) terraform/provider/pom.xml $(shell find terraform/provider/src terraform/provider/docs terraform/provider/examples -type f)
BENCH_SOURCES := $(shell find src/bench -type f)
WITH_JDK := . ./.mvn/jdk.sh &&
# Suppresses warnings of JDK 25 about Maven's own libraries.
MAVEN := MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS" ./mvnw -B -ntp
# Without -B: colours, and the keyboard commands of dev mode.
DEV_MAVEN := MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS" ./mvnw -q -ntp

SERVER_JVM ?= @$(OPTIONS) -XX:AOTCache=$(CACHE)
PIECES ?= dev.vask.bench.pieces
HEAP ?= 512m
# AOT caches with method profiles, which SCENARIO=first compares with those of the build.
PROFILED := target/bench/profiles/vask.aot
comma := ,
BENCH_JAVA = "$$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp target/test-classes:target/classes:$$(cat target/bench/classpath)

.DEFAULT_GOAL := help
.PHONY: help run dev console test check format build native native-image image lambda lambda-native provider provider-native client bench bench-bound bench-peers bench-pieces clean

help: ## show this help
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

run: $(JAR) ## start a server with a demo app on 127.0.0.1:8080, or $HOST and $PORT; management on port 9000, or $VASK_MANAGEMENT_PORT
	@$(WITH_JDK) QUARKUS_HTTP_HOST=$(HOST) PORT=$(PORT) VASK_DEMO=true VASK_APP_KEY=demo VASK_APP_SECRET=demo-secret VASK_APP_CLIENT_EVENTS=true VASK_APP_HISTORY=true \
	    VASK_ADMIN_TOKEN=demo-token-for-local-use exec target/quarkus-app/vask

DEBUG ?= 5005
dev: ## start the same in dev mode: recompiles on the next request; attach a debugger to port 5005, or $DEBUG
	@$(WITH_JDK) PORT=$(PORT) VASK_DEMO=true VASK_APP_KEY=demo VASK_APP_SECRET=demo-secret VASK_APP_CLIENT_EVENTS=true VASK_APP_HISTORY=true \
	    VASK_ADMIN_TOKEN=demo-token-for-local-use $(DEV_MAVEN) process-classes quarkus:dev -Ddebug=$(DEBUG)

console: ## build the console again while `make dev` runs; reload the page
	@$(WITH_JDK) $(MAVEN) -q process-resources

# The plugin brings ShellCheck for Linux on amd64 and arm64.
LINT = spotless:check $(if $(filter Linux,$(shell uname -s)),dev.dimlight:shellcheck-maven-plugin:check)
# The provider is built for the tests that drive it with Terraform. Without Terraform, only its unit tests run.
TESTED_PROVIDER = $(if $(shell command -v terraform),$(PROVIDER),$(PROVIDER_TESTS))

# Failsafe appends to existing summaries: failures of the last run would fail this one.
test: $(TESTED_PROVIDER) $(FUNCTION) ## check the format and the scripts, build and run all tests
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) $(LINT) verify

# What needs Redis, Postgres or a process of its own is left to `make test`.
check: ## check the format and the scripts, and run the fast unit tests
	@$(WITH_JDK) $(MAVEN) -q $(LINT) test '-Dtest=*Test,!dev.vask.live.redis.**,!dev.vask.live.memory.*Histories*,!dev.vask.apps.postgres.**,!dev.vask.support.**'

format: ## format the code
	@$(WITH_JDK) $(MAVEN) -q spotless:apply

build: $(CACHE) ## build the server (target/quarkus-app/quarkus-run.jar) and its AOT cache for fast starts

$(JAR): $(SOURCES)
	@$(WITH_JDK) $(MAVEN) -q package -DskipTests && touch $@

# The cache is valid only for the files and the JVM that it was created with.
$(CACHE): $(JAR) $(TRAINER)
	@$(WITH_JDK) rm -f $(@D)/*.aot $(@D)/*.aot.stamp && $(MAVEN) -q test-compile dependency:copy-dependencies@train && \
	    "$$JAVA_HOME/bin/java" -Dslf4j.internal.verbosity=ERROR -cp 'target/test-classes:target/train/lib/*' dev.vask.train.Train $(if $(AOT_PROFILES),--profiles=$(AOT_PROFILES)) $(@D) \
	    "$$JAVA_HOME/bin/java" "@$$PWD/$(OPTIONS)" -jar "$$PWD/$(JAR)"

# These targets need only GraalVM, Mandrel or Docker; their prerequisites are built there as well.
native native-image lambda-native provider-native: WITH_JDK = . ./.mvn/native.sh &&
native native-image lambda-native provider-native: MAVEN = native_maven -B -ntp

native: $(PROVIDER) ## compile a native executable (target/vask-*-runner) and run all tests against it
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) -Pnative verify

native-image: ## compile a native executable (target/vask-*-runner) without tests
	@$(WITH_JDK) $(MAVEN) -Pnative package -DskipTests

lambda: $(FUNCTION) ## build the function for AWS Lambda on the JVM (target/function.zip, runtime java25)

$(FUNCTION): $(SOURCES) $(shell find src/lambda -type f)
	@$(WITH_JDK) $(MAVEN) -q -Plambda package -Dmaven.test.skip=true && cp target/lambda/function.zip $@

lambda-native: ## compile the function for AWS Lambda (target/function.zip, runtime provided.al2023, the architecture of this machine)
	@$(WITH_JDK) $(MAVEN) -Plambda,native package -Dmaven.test.skip=true && cp target/lambda/function.zip target/function.zip

image: $(JAR) ## build a container image (target/vask-image.tar) without Docker; pulls the base image
	@$(WITH_JDK) $(MAVEN) -q -Pimage jib:buildTar

provider: $(PROVIDER) ## build and test the Terraform provider (terraform/provider/target/dist)

$(PROVIDER): $(PROVIDER_SOURCES)
	@$(WITH_JDK) $(MAVEN) -f terraform/provider package && touch $@

$(PROVIDER_TESTS): $(PROVIDER_SOURCES)
	@$(WITH_JDK) $(MAVEN) -f terraform/provider test && touch $@

provider-native: $(JAR) ## compile the provider to a native executable (terraform/provider/target/native) and run Terraform tests with it
	@rm -f target/failsafe-reports/failsafe-summary*.xml
	@$(WITH_JDK) $(MAVEN) -f terraform/provider -Pnative package && \
	    $(MAVEN) test-compile failsafe:integration-test@default failsafe:verify@default \
	    '-Dit.test=dev/vask/terraform/*IT' -Dvask.test.provider=$(NATIVE_PROVIDER)

client: ## build vask-js, the package for pusher-js and Laravel Echo (clients/vask-js/dist)
	@$(WITH_JDK) $(MAVEN) -q process-resources antrun:run@client

# The scenario of the function needs the function.
BENCHED_FUNCTION = $(if $(or $(findstring function,$(SCENARIO)),$(if $(SCENARIO),,all)),$(FUNCTION))
bench: $(JAR) $(CACHE) $(BENCHED_FUNCTION) target/bench/classpath $(if $(filter first,$(subst $(comma), ,$(SCENARIO))),$(PROFILED)) ## run the benchmarks; see docs/benchmarks.md
	@$(WITH_JDK) SERVER_JVM="$(SERVER_JVM)" exec $(BENCH_JAVA) -Xms$(HEAP) -Xmx$(HEAP) dev.vask.bench.Bench

$(PROFILED): $(CACHE)
	@$(WITH_JDK) mkdir -p $(@D) && "$$JAVA_HOME/bin/java" -Dslf4j.internal.verbosity=ERROR \
	    -cp 'target/test-classes:target/train/lib/*' dev.vask.train.Train --profiles=all,edge $(@D) \
	    "$$JAVA_HOME/bin/java" "@$$PWD/$(OPTIONS)" -jar "$$PWD/$(JAR)"

BOUND_PORT ?= 7400
bench-bound: ## run the benchmarks beside a minimal server in C, as an upper bound; needs cc
	@mkdir -p target/bench && cc -O2 -o target/bench/bound src/bench/c/bound.c
	@target/bench/bound $(BOUND_PORT) & bound=$$!; trap "kill $$bound" EXIT; \
	    $(MAKE) bench PEER_NAME=bound PEER_URL=http://127.0.0.1:$(BOUND_PORT) PEER_ID=app PEER_KEY=app PEER_SECRET=secret

SOKETI := target/bench/soketi
bench-peers: $(JAR) $(CACHE) target/bench/classpath $(SOKETI)/node_modules ## compare with soketi, and draw docs/images/beside-soketi.svg; needs Node.js 20 and npm
	@$(WITH_JDK) SERVER_JVM="$(SERVER_JVM)" SOKETI=$(SOKETI) exec $(BENCH_JAVA) -Xms512m -Xmx512m dev.vask.bench.PeerComparison docs/images/beside-soketi.svg

$(SOKETI)/node_modules: src/bench/npm/soketi/package.json
	@mkdir -p $(@D) && cp $< $(@D) && npm install --prefix $(@D) --ignore-scripts --no-audit --no-fund --silent && touch $@

bench-pieces: target/bench/classpath ## run the microbenchmarks of the hot path; select some with PIECES=...
	@$(WITH_JDK) exec $(BENCH_JAVA) org.openjdk.jmh.Main '$(PIECES)' -prof gc -rf json -rff target/bench/pieces.json

target/bench/classpath: $(BENCH_SOURCES) $(SOURCES)
	@$(WITH_JDK) $(MAVEN) -q test-compile dependency:build-classpath@bench && touch $@

clean: ## delete all build output
	@rm -rf target terraform/provider/target clients/vask-js/dist
