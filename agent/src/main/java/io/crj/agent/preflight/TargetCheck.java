package io.crj.agent.preflight;

import io.crj.wire.message.SourceReport;

/** One thing that must hold on the target for a tree to live there; touches nothing. */
interface TargetCheck {

    void check(SourceReport source, Findings findings);
}
