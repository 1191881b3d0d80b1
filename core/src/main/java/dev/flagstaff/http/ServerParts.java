package dev.flagstaff.http;

import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;

/// Where the server looks for parts that somebody may have put on the class path. There are none: what it needs it is
/// given. Looking would read and load the descriptions of everything that Helidon could be made of, 200 classes in
/// every process.
final class ServerParts {
    /// Says where Helidon looks for the descriptions, before anything of it does.
    private static final String DESCRIPTIONS = "io.helidon.metadata.mode";

    static {
        if (System.getProperty(DESCRIPTIONS) == null) {
            System.setProperty(DESCRIPTIONS, "none");
        }
        if (!GlobalServiceRegistry.configured()) {
            var none = ServiceRegistryConfig.builder()
                    .discoverServices(false)
                    .discoverServicesFromServiceLoader(false)
                    .build();
            GlobalServiceRegistry.registry(ServiceRegistryManager.create(none).registry());
        }
    }

    private ServerParts() {}

    /// To be called before the first server is built.
    static void none() {}
}
