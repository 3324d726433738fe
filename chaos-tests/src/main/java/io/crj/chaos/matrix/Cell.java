package io.crj.chaos.matrix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One cell of the matrix: this fault at this moment. */
record Cell(Fault fault, Moment moment) {

    /** Every fault at every moment. */
    static List<Cell> of(List<Fault> faults, List<Step> steps) {
        List<Cell> cells = new ArrayList<>();
        for (Fault fault : faults) {
            for (Step step : steps) {
                cells.add(new Cell(fault, new Moment(step, false)));
                cells.add(new Cell(fault, new Moment(step, true)));
            }
        }
        return cells;
    }

    /**
     * In an order that the seed gives; each cell once before any comes again.
     *
     * @param runs how many; 0: each cell once.
     */
    static List<Cell> drawn(List<Cell> cells, long seed, int runs) {
        Random random = new Random(seed);
        List<Cell> drawn = new ArrayList<>();
        int wanted = runs == 0 ? cells.size() : runs;
        while (drawn.size() < wanted && !cells.isEmpty()) {
            List<Cell> round = new ArrayList<>(cells);
            Collections.shuffle(round, random);
            drawn.addAll(round.subList(0, Math.min(round.size(), wanted - drawn.size())));
        }
        return drawn;
    }

    String label() {
        return fault.label() + ' ' + moment.label();
    }
}
