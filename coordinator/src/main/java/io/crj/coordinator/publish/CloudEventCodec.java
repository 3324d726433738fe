package io.crj.coordinator.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events as CloudEvents 1.0 in structured JSON.
 *
 * <pre>
 *   id       MIGRATION/SEQUENCE         unique for ever, so that a consumer can drop repetitions
 *   source   /crj/HOST                  the host of the coordinator
 *   type     io.crj.migration.STATE     or io.crj.migration.round
 *   subject  MIGRATION
 *   time     RFC 3339
 *   data     { sequence, from, to, code, reason, figures { … } }
 * </pre>
 */
public final class CloudEventCodec {

    /** Media type of what {@link #encode} returns. */
    public static final String CONTENT_TYPE = JsonFormat.CONTENT_TYPE;

    private static final String TYPE_PREFIX = "io.crj.migration.";

    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonFormat format = new JsonFormat();
    private final URI source;

    /** Encodes events of a coordinator on {@code host}. */
    public CloudEventCodec(String host) {
        source = URI.create("/crj/" + host.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /** Encodes one event. */
    public EncodedEvent encode(TimedEvent timed) {
        MigrationEvent event = timed.event();
        CloudEvent cloudEvent = CloudEventBuilder.v1()
                .withId(event.migrationId() + "/" + event.sequence())
                .withSource(source)
                .withType(TYPE_PREFIX + kind(event))
                .withSubject(event.migrationId())
                .withTime(timed.time().atOffset(ZoneOffset.UTC))
                .withData("application/json", data(event))
                .build();
        return new EncodedEvent(event.migrationId(), format.serialize(cloudEvent));
    }

    private static String kind(MigrationEvent event) {
        return event.kind() == MigrationEvent.Kind.ROUND ? "round" : event.to().wireName();
    }

    private byte[] data(MigrationEvent event) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("sequence", event.sequence());
        data.put("from", name(event.from()));
        data.put("to", name(event.to()));
        data.put("code", event.to().code());
        data.put("reason", event.reason());
        data.put("figures", event.figures());
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("event " + event + " has no JSON form", impossible);
        }
    }

    private static String name(MigrationState state) {
        return state == null ? null : state.wireName();
    }
}
