package io.sluice.daemon.http;

import io.sluice.actors.Inspection;
import io.sluice.actors.SwitchApi;
import io.sluice.daemon.api.Requests;
import io.sluice.daemon.config.SwitchConfig;
import java.nio.file.Path;

/**
 * Where routes have their answers from.
 *
 * @param inspection of the same switch
 * @param requests the words that commands say, for changes: one meaning of each, one set of checks
 * @param config what the switch was started with
 */
public record Sources(
    SwitchApi api, Inspection inspection, Requests requests, SwitchConfig config, Path runDir) {}
