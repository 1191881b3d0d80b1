# One image for admin and sidecar: docker build -t flagstaff:dev .

# ---- the Java runtime: a JDK cut down to the modules that are used ----
FROM maven:3.9-eclipse-temurin-25 AS runtime
# What jdeps names, less java.desktop, java.sql and jdk.jfr, without which Jackson, Micrometer and Lettuce work as well;
# and jdk.net, which Lettuce asks by name for keep-alive.
# TLS, its elliptic curves and DNS are in java.base. It has no archive of its own classes: those are in the AOT cache.
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.management,jdk.net,jdk.unsupported \
      --strip-debug --no-header-files --no-man-pages --compress=zip-9 --output /opt/flagstaff/java

# ---- the jars ----
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml .
COPY core/pom.xml core/
COPY admin/pom.xml admin/
COPY sidecar/pom.xml sidecar/
COPY standalone/pom.xml standalone/
COPY bench/pom.xml bench/
# A build of next to nothing, for its downloads, the compiler's checks among them: this layer lasts until a pom changes.
RUN mkdir -p core/src/main/java/none \
 && echo '@org.jspecify.annotations.NullMarked package none;' > core/src/main/java/none/package-info.java \
 && mvn -B -ntp -DskipTests -pl admin,sidecar -am package \
 && rm -rf core/src */target
# A Redis for the training below, from the same place as everything else.
RUN mvn -B -ntp -N dependency:copy -DoutputDirectory=/tmp/redis \
      -Dartifact=org.signal:embedded-redis:"$(sed -n 's:.*<embedded-redis.version>\(.*\)</.*:\1:p' pom.xml)" \
 && cd /tmp/redis && jar xf *.jar && chmod +x redis-server-*
COPY core/src core/src
COPY admin/src admin/src
COPY sidecar/src sidecar/src
RUN mvn -B -ntp -DskipTests -pl admin,sidecar -am package
WORKDIR /opt/flagstaff
# Ours go to app, other people's to lib: a layer of its own, which a new version of Flagstaff seldom changes.
RUN mkdir app lib \
 && cp /src/admin/target/lib/*.jar lib/ && cp /src/sidecar/target/lib/*.jar lib/ \
 && cp /src/admin/target/flagstaff-admin.jar /src/sidecar/target/flagstaff-sidecar.jar app/ \
 && mv lib/flagstaff-*.jar app/
COPY image/Slim.java /tmp/
RUN java /tmp/Slim.java app/*.jar lib/*.jar
COPY docker-entrypoint.sh entrypoint.sh
COPY jvm.options .
RUN chmod -R u=rwX,go=rX . # whatever the umask of the checkout was

# ---- the AOT cache: made of these jars, by this runtime, in a real run ----
FROM build AS training
COPY --from=runtime /opt/flagstaff/java java
COPY image/Training.java /tmp/
RUN java /tmp/Training.java /opt/flagstaff/entrypoint.sh "$(ls /tmp/redis/redis-server-*-linux-$(dpkg --print-architecture))" \
      /opt/flagstaff/flagstaff.aot \
 && cksum app/*.jar lib/*.jar > flagstaff.aot.jars \
 && chmod go=r flagstaff.aot flagstaff.aot.jars

FROM debian:12-slim
LABEL org.opencontainers.image.title="Flagstaff" \
      org.opencontainers.image.description="Feature flags and remote config on Redis: the admin service and the sidecar" \
      org.opencontainers.image.licenses="Apache-2.0"
# Logs are UTF-8, whatever they say.
ENV LANG=C.UTF-8
COPY --from=runtime /opt/flagstaff/java /opt/flagstaff/java
COPY --from=build /opt/flagstaff/lib /opt/flagstaff/lib
COPY --from=build /opt/flagstaff/app /opt/flagstaff/app
COPY --from=build /opt/flagstaff/entrypoint.sh /opt/flagstaff/jvm.options /opt/flagstaff/
COPY --from=training /opt/flagstaff/flagstaff.aot /opt/flagstaff/flagstaff.aot.jars /opt/flagstaff/
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
# admin: API, management; sidecar: management. The sidecar's own API is on loopback.
EXPOSE 8080 8084 8014
ENTRYPOINT ["/bin/sh", "/opt/flagstaff/entrypoint.sh"]
