package io.crj.agent.session;

import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.agent.journal.MigrationStore;
import io.crj.engine.journal.Aftermaths;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.stream.StreamLimits;
import java.nio.file.Path;

/**
 * What all sessions of an agent share.
 *
 * @param engine dumps and restores
 * @param aftermaths undo and complete what an agent before has left
 * @param vessels looks at those that wait for the decision
 * @param loops threads of connections
 * @param wireLimits of connections
 * @param streamLimits of image streams
 * @param host describes this host
 * @param configured service addresses this agent was told about
 * @param addresses this host's addresses
 * @param proc where proc(5) is mounted
 * @param logs folder for logs of restores, a folder in it for each migration that wants some
 * @param store what survives this agent
 * @param maxMigrations how many may be under way at once
 */
public record AgentParts(
        Engine engine,
        Aftermaths aftermaths,
        Vessels vessels,
        EventLoops loops,
        WireLimits wireLimits,
        StreamLimits streamLimits,
        HostDescription host,
        ConfiguredAddresses configured,
        HostAddresses addresses,
        Path proc,
        Path logs,
        MigrationStore store,
        int maxMigrations) {}
