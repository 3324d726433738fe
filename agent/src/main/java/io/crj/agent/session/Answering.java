package io.crj.agent.session;

import io.crj.wire.message.FromAgent;

/** Work that ends with what those are told who asked for it. */
interface Answering {
    FromAgent answer();
}
