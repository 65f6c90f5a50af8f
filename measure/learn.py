"""Learn all that linking goes by, from named sets and with fixed seeds: `python -m storywatch.measure.learn --data DIR --work DIR`.

The comparison of two texts (config/comparison.npz), the vectors of heads (config/heads.npz), the bridge between the two models
(config/bridge.npz), what words of other languages mean (config/meanings.npz) and how all that is known of an article and a story
adds up (config/linking.json, with what was reached on sets and stories that were left out). Sets: lookalikes, ecb, wikinews,
allsides, deployments, deployments-c, t17. About three hours on two cores.
"""

import argparse
from pathlib import Path

from storywatch.measure.learn_bridge import learn_bridge
from storywatch.measure.learn_comparison import comparison
from storywatch.measure.learn_heads import heads
from storywatch.measure.learn_linking import learn_all
from storywatch.measure.learn_meanings import learn_meanings
from storywatch.transforms.stories import comparison as comparison_of
from storywatch.transforms.stories import heads as heads_of
from storywatch.transforms.stories.packed import save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what takes long and is used again")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    save(comparison(args.data, args.work, "all"), Path("config") / comparison_of.FILE)
    save(heads(args.data, args.work, "all"), Path("config") / heads_of.FILE)
    learn_bridge(args.data)
    learn_meanings(args.data)
    learn_all(args.data, args.work)


if __name__ == "__main__":
    main()
