"""What the parts weigh, against what they may."""

MIB = 1024 * 1024


def test_every_part_is_weighed(shop):
    shop.write("miniprogram/goods/photo.jpg", bytes(1000))
    full, main, goods = shop.project.packages
    assert (full.name, main.name, goods.name) == ("__FULL__", "__APP__", "/goods/")
    assert full.size == main.size + goods.size
    assert full.files == main.files + goods.files
    sizes = {file.path: file.size for file in shop.project.files}
    assert goods.size == sum(size for path, size in sizes.items() if path.startswith("goods/"))
    assert (full.limit, main.limit, goods.limit) == (20 * MIB, 2 * MIB, 2 * MIB)


def test_what_is_left_out_weighs_nothing(shop):
    before = shop.project.packages
    shop.write("miniprogram/big.draft.png", bytes(3 * MIB))
    assert shop.project.packages == before


def test_a_main_package_of_2_mib_is_fine_and_one_byte_more_is_not(shop):
    room = 2 * MIB - shop.project.packages[1].size
    shop.write("miniprogram/images/big.jpg", bytes(room))
    assert shop.told == []
    shop.write("miniprogram/images/big.jpg", bytes(room + 1))
    (problem,) = shop.project.problems
    assert problem.code == 40003
    assert str(problem).startswith(
        f"app.json: __APP__ has 2,097,153 bytes, of at most 2,097,152;"
        f" the largest files are images/big.jpg ({room + 1:,}), "
    )


def test_a_sub_package_that_is_too_heavy_is_named_with_the_line_of_its_root(shop):
    shop.write("miniprogram/goods/big.jpg", bytes(2 * MIB))
    assert shop.told[0].startswith("app.json:8:15: /goods/ has 2,097,")


def test_all_together_may_have_20_mib(shop):
    roots = [f"part{number}" for number in range(11)]
    for root in roots:
        shop.write(f"miniprogram/{root}/p.js", "Page({})")
        shop.write(f"miniprogram/{root}/p.wxml", "<view/>")
        with shop.write(f"miniprogram/{root}/big.jpg", b"").open("r+b") as file:
            file.truncate(2 * MIB - 100)  # takes no room on most disks
    packages = [{"root": root, "pages": ["p"]} for root in roots]
    shop.set("miniprogram/app.json", subPackages=packages)
    (problem,) = shop.project.problems
    assert "__FULL__ has 23," in problem.en
