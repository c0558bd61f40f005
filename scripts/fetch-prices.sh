#!/usr/bin/env bash
# Fetches AWS's public price files of some regions and imports them: for a scheduled job.
#
#   scripts/fetch-prices.sh [-o DIR] [-t PERCENT] [-s] REGION...
#
#   -o DIR      where everything goes (default: aws-prices): DIR/files has the files of AWS,
#               DIR/prices the own prices for --prices
#   -t PERCENT  by how much a price may differ from the catalog (default: 0)
#   -s          the rates of savings plans too (needs jq)
#
# CROSSOVER names the program (default: crossover). Exit status: 0 nothing differs, 1 a price differs by
# more than PERCENT (DIR/prices is written all the same), 2 wrong arguments, a failed download, or a file
# that could not be read: DIR/prices is as it was.
set -u -o pipefail

host=https://pricing.us-east-1.amazonaws.com
program=${CROSSOVER:-crossover}
offers="AmazonBedrock AmazonBedrockFoundationModels AmazonBedrockService AmazonSageMaker"
plans=AWSMachineLearningSavingsPlans
directory=aws-prices
tolerance=0
with_plans=

fail() {
    echo "fetch-prices: $*" >&2
    exit 2
}

# fetch URL FILE: 0 if it was fetched, 1 if AWS has no such file. Half a file never gets its name.
fetch() {
    local part=$2.part code
    code=$(curl --silent --show-error --location --compressed --retry 3 --max-time 600 \
        --output "$part" --write-out '%{http_code}' "$1") || fail "could not fetch $1"
    case $code in
        200) mv "$part" "$2" || fail "could not write $2" ;;
        403 | 404)
            rm -f "$part"
            return 1
            ;;
        *) fail "$1 answered $code" ;;
    esac
}

while getopts o:t:s option; do
    case $option in
        o) directory=$OPTARG ;;
        t) tolerance=$OPTARG ;;
        s) with_plans=yes ;;
        *) fail "usage: fetch-prices.sh [-o DIR] [-t PERCENT] [-s] REGION..." ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || fail "name a region, such as us-east-1"

mkdir -p "$directory/files" || fail "could not make $directory/files"
files=()
for region in "$@"; do
    found=
    for offer in $offers; do
        file=$directory/files/$offer-$region.json
        if fetch "$host/offers/v1.0/aws/$offer/current/$region/index.json" "$file"; then
            files+=("$file")
            found=yes
        else
            echo "fetch-prices: AWS has no $offer in $region" >&2
        fi
    done
    [ -n "$found" ] || fail "AWS has no price file of $region: is it a region?"
done
if [ -n "$with_plans" ]; then
    index=$directory/files/$plans.json
    fetch "$host/savingsPlan/v1.0/aws/$plans/current/region_index.json" "$index" ||
        fail "AWS has no $plans"
    for region in "$@"; do
        url=$(jq -r --arg region "$region" \
            '.regions[] | select(.regionCode == $region) | .versionUrl' "$index") ||
            fail "could not read $index"
        if [ -n "$url" ] && fetch "$host$url" "$directory/files/$plans-$region.json"; then
            files+=("$directory/files/$plans-$region.json")
        else
            echo "fetch-prices: AWS has no $plans in $region" >&2
        fi
    done
fi

"$program" prices import "${files[@]}" -o "$directory/prices" >/dev/null || exit 2
"$program" prices import "${files[@]}" --check --tolerance "$tolerance"
