Page({
  onLoad(query) {
    this.setData({ id: query.id })
  }
})
