package io.crj.agent.preflight;

import io.crj.engine.linux.feature.Feature;
import io.crj.wire.message.HostFacts;
import io.crj.wire.message.SourceReport;
import java.util.List;

/**
 * What this host's kernel can do. It need not be the source's: a restore leads what calls into the vdso of that one to this
 * one's.
 */
final class KernelCheck implements TargetCheck {

    private final String release;
    private final List<Feature> features;

    KernelCheck(String release, List<Feature> features) {
        this.release = release;
        this.features = features;
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        HostFacts there = source.getHost();
        if (!there.getKernelRelease().equals(release)) {
            findings.warn("another kernel runs here: " + release + ", on the source " + there.getKernelRelease()
                    + "; what the tree uses of that one and this one lacks fails in the restore, and is rolled back");
        }
        for (Feature feature : features) {
            String lacks = "this host's kernel (" + release + ") lacks " + feature.name() + ": " + feature.detail();
            if (feature.state() == Feature.State.NO) {
                findings.refuse(lacks + "; boot another");
            } else if (feature.state() == Feature.State.LIMITED
                    && there.getKernelFeaturesList().contains(feature.name())) {
                findings.warn(lacks + "; the source's has it");
            }
        }
    }
}
