# One image for admin and sidecar: docker build -t flagstaff:dev .

# ---- the Java runtime: a JDK cut down to the modules that are used ----
FROM maven:3.9-eclipse-temurin-25 AS runtime
# What jdeps names, less java.desktop, java.sql and jdk.jfr, without which Jackson, Micrometer and Lettuce work as well;
# and jdk.net, which Lettuce asks by name for keep-alive.
# TLS, its elliptic curves and DNS are in java.base. An archive of classes for compact object headers is not made by itself.
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.management,jdk.net,jdk.unsupported \
      --strip-debug --no-header-files --no-man-pages --compress=zip-9 --output /opt/flagstaff/java \
 && /opt/flagstaff/java/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump

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
COPY core/src core/src
COPY admin/src admin/src
COPY sidecar/src sidecar/src
RUN mvn -B -ntp -DskipTests -pl admin,sidecar -am package
WORKDIR /opt/flagstaff
# Other people's jars that both have go to lib: a layer of its own, which a new version of Flagstaff seldom changes.
RUN mkdir admin sidecar lib \
 && cp /src/admin/target/*.jar /src/admin/target/lib/*.jar admin/ \
 && cp /src/sidecar/target/*.jar /src/sidecar/target/lib/*.jar sidecar/ \
 && for jar in $(cd admin && ls | grep -v '^flagstaff-'); do \
      if cmp -s "admin/$jar" "sidecar/$jar"; then mv "admin/$jar" lib/ && rm "sidecar/$jar"; fi; \
    done
COPY docker-entrypoint.sh entrypoint.sh
RUN chmod -R u=rwX,go=rX . # whatever the umask of the checkout was

FROM debian:12-slim
LABEL org.opencontainers.image.title="Flagstaff" \
      org.opencontainers.image.description="Feature flags and remote config on Redis: the admin service and the sidecar" \
      org.opencontainers.image.licenses="Apache-2.0"
# Logs are UTF-8, whatever they say.
ENV LANG=C.UTF-8
COPY --from=runtime /opt/flagstaff/java /opt/flagstaff/java
COPY --from=build /opt/flagstaff/lib /opt/flagstaff/lib
COPY --from=build /opt/flagstaff/admin /opt/flagstaff/admin
COPY --from=build /opt/flagstaff/sidecar /opt/flagstaff/sidecar
COPY --from=build /opt/flagstaff/entrypoint.sh /opt/flagstaff/entrypoint.sh
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
# admin: API, management; sidecar: management. The sidecar's own API is on loopback.
EXPOSE 8080 8084 8014
ENTRYPOINT ["/bin/sh", "/opt/flagstaff/entrypoint.sh"]
