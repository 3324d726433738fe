package io.crj.engine.namespace.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerLockTest {

    @Test
    void shouldLeaveOutTheTable() {
        String own = "table inet mine {\n\tchain c {\n\t}\n}\n";
        assertThat(PeerLock.withoutIn("table inet CRIU-17 {\n\tchain output {\n\t}\n}\n" + own))
                .isEqualTo(own);
        assertThat(PeerLock.withoutIn("")).isEmpty();
    }

    @Test
    void shouldLeaveOutTheChainAndWhoJumpsThere() {
        String listed = """
                table ip filter {
                	chain CRIU {
                		meta mark 0x0000c114 counter packets 0 bytes 0 accept
                		counter packets 0 bytes 0 drop
                	}

                	chain INPUT {
                		type filter hook input priority filter; policy accept;
                		counter packets 0 bytes 0 jump CRIU
                		tcp dport 25 counter packets 3 bytes 180 drop
                	}
                }
                """;
        assertThat(PeerLock.withoutIn(listed)).isEqualTo("""
                        table ip filter {

                        	chain INPUT {
                        		type filter hook input priority filter; policy accept;
                        		tcp dport 25 counter packets 3 bytes 180 drop
                        	}
                        }
                        """);
    }

    @Test
    void shouldLeaveOutTheRulesOfIptables() {
        String saved = """
                *filter
                :INPUT ACCEPT [0:0]
                :CRIU - [0:0]
                [2:80] -A INPUT -j CRIU
                [3:180] -A INPUT -p tcp -m tcp --dport 25 -j DROP
                -A OUTPUT -j CRIU
                [0:0] -A CRIU -m mark --mark 0xc114 -j ACCEPT
                [0:0] -A CRIU -j DROP
                COMMIT
                """;
        assertThat(new String(PeerLock.withoutIn(saved.getBytes(US_ASCII)), US_ASCII))
                .isEqualTo("""
                        *filter
                        :INPUT ACCEPT [0:0]
                        [3:180] -A INPUT -p tcp -m tcp --dport 25 -j DROP
                        COMMIT
                        """);
    }
}
